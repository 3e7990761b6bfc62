import type { Context } from 'aws-lambda';
import { channelServices, openChannels, pathsFor, readBeside } from '#channel/channels';
import { incidentOf } from '#core/alarm/event';
import { cloudWatch, now, scheduler, sns, stepFunctions } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { onBehalfOf } from '#core/aws/on-behalf';
import { required, variables } from '#core/aws/variables';
import type { Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { startUpdate } from '#core/page/start-resolve';
import { openDatabase } from '#core/table/database';
import { channelsFile, PageInput, TestInput } from './contract.ts';
import { type PageServices, page } from './page.ts';
import { sendTestPages } from './test-page.ts';

const topics = sns();
const topic = (variable: string) => {
  const arn = required(variable);
  return (page: Page) => publish(topics, arn, page);
};
const declared = openChannels(readBeside(import.meta.url, channelsFile), channelServices(topics, now));

const services: PageServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  sfn: stepFunctions(),
  deadlines: {
    scheduler: scheduler(),
    group: required(variables.deadlineGroup),
    roleArn: required(variables.deadlineRole),
    backupTopicArn: required(variables.backupTopic),
  },
  environment: required(variables.environment),
  channels: { 'the page topic': topic(variables.pageTopic), ...pathsFor('page', declared) },
  backup: topic(variables.backupTopic),
  startUpdate,
  notice: topic(variables.noticeTopic),
  now,
};

const pages = stageHandler(PageInput, (input) =>
  onBehalfOf(incidentOf(input.event, input.execution), () => page(input, services)),
);
const tests = stageHandler(TestInput, (input) => sendTestPages(input, services));

const isTest = (event: unknown): boolean => typeof event === 'object' && event !== null && 'test' in event;

/** Each kind of input has its own schema, so that a refusal says what is wrong with it. */
export const handler = (event: unknown, context: Context) => (isTest(event) ? tests : pages)(event, context);
