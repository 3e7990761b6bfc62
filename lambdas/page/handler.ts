import { channelServices, openChannels, pathsFor, readBeside } from '#channel/channels';
import { answerLinks } from '#channel/links';
import { tableMemory } from '#channel/memory';
import { cloudWatch, now, sns, stepFunctions } from '#core/aws/clients';
import { handlerOf } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { deadlinesHere } from '#core/page/deadlines-here';
import type { Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { startUpdate } from '#core/page/start-resolve';
import { openDatabase } from '#core/table/database';
import { answerablePaths } from './answerable.ts';
import { channelsFile } from './contract.ts';
import { pageInputs } from './inputs.ts';
import type { PageServices } from './page.ts';

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
  deadlines: deadlinesHere(),
  environment: required(variables.environment),
  ...answerablePaths(
    {
      channels: { 'the page topic': topic(variables.pageTopic), ...pathsFor('page', declared) },
      backup: topic(variables.backupTopic),
    },
    links && { ...links, database },
  ),
  startUpdate,
  notice: topic(variables.noticeTopic),
  now,
};

export const handler = handlerOf(pageInputs, services);
