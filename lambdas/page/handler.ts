import type { Context } from 'aws-lambda';
import { channelServices, openChannels, pathsFor, readBeside } from '#channel/channels';
import { answerLinks } from '#channel/links';
import { tableMemory } from '#channel/memory';
import { incidentOf } from '#core/alarm/event';
import { cloudWatch, now, scheduler, sns, stepFunctions } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { onBehalfOf } from '#core/aws/on-behalf';
import { required, variables } from '#core/aws/variables';
import type { Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { startUpdate } from '#core/page/start-resolve';
import { openDatabase } from '#core/table/database';
import { answerablePaths } from './answerable.ts';
import { sendRequest } from './ask.ts';
import { AskInput, channelsFile, isAsk, isTest, PageInput, TestInput } from './contract.ts';
import { type PageServices, page } from './page.ts';
import { sendTestPages } from './test-page.ts';

const topics = sns();
const database = openDatabase(required(variables.table));
const topic = (variable: string) => {
  const arn = required(variable);
  return (page: Page) => publish(topics, arn, page);
};
const declared = openChannels(
  readBeside(import.meta.url, channelsFile),
  channelServices(topics, tableMemory(database, now), now),
);

const links = answerLinks(now);

const services: PageServices = {
  database,
  cloudwatch: cloudWatch(),
  sfn: stepFunctions(),
  deadlines: {
    scheduler: scheduler(),
    group: required(variables.deadlineGroup),
    roleArn: required(variables.deadlineRole),
    backupTopicArn: required(variables.backupTopic),
  },
  environment: required(variables.environment),
  channels: answerablePaths(
    { 'the page topic': topic(variables.pageTopic), ...pathsFor('page', declared) },
    links && { ...links, database },
  ),
  backup: topic(variables.backupTopic),
  startUpdate,
  notice: topic(variables.noticeTopic),
  now,
};

const pages = stageHandler(PageInput, (input) =>
  onBehalfOf(incidentOf(input.event, input.execution), () => page(input, services)),
);
const tests = stageHandler(TestInput, (input) => sendTestPages(input, services));

const requests = stageHandler(AskInput, (input) => sendRequest(input, services));

export const handler = (event: unknown, context: Context) =>
  (isTest(event) ? tests : isAsk(event) ? requests : pages)(event, context);
