import * as z from 'zod/mini';
import { incidentOf } from '../shared/alarm-event.ts';
import { now, scheduler, sns, stepFunctions } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { onBehalfOf } from '../shared/on-behalf.ts';
import { required, variables } from '../shared/variables.ts';
import { channels } from './channels.ts';
import { PageInput, TestInput } from './contract.ts';
import { type PageServices, page } from './page.ts';
import { snsTopic } from './sns-topic/channel.ts';
import { sendTestPages } from './test-page.ts';

const topics = sns();

const services: PageServices = {
  database: openDatabase(required(variables.table)),
  sfn: stepFunctions(),
  deadlines: {
    scheduler: scheduler(),
    group: required(variables.deadlineGroup),
    roleArn: required(variables.deadlineRole),
    backupTopicArn: required(variables.backupTopic),
  },
  environment: required(variables.environment),
  channels: channels(topics),
  backup: snsTopic(topics, required(variables.backupTopic)),
  notice: snsTopic(topics, required(variables.noticeTopic)),
  now,
};

export const handler = stageHandler(z.union([PageInput, TestInput]), async (input) =>
  'test' in input
    ? sendTestPages(input, services)
    : onBehalfOf(incidentOf(input.event, input.execution), () => page(input, services)),
);
