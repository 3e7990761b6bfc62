import * as z from 'zod/mini';
import { startRestore } from '#action/run/start-restore';
import { cloudWatch, now, scheduler, sns, stepFunctions } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { ExecutionEnded } from '#core/incident/execution-ended';
import { startResolve, startUpdate } from '#core/page/start-resolve';
import { openDatabase } from '#core/table/database';
import { executionEnded } from './execution-ended.ts';
import { type SweepServices, sweep } from './sweep.ts';

const services: SweepServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  startResolve,
  startUpdate,
  startRestore,
  sfn: stepFunctions(),
  sns: sns(),
  deadlines: {
    scheduler: scheduler(),
    group: required(variables.deadlineGroup),
    roleArn: required(variables.deadlineRole),
    backupTopicArn: required(variables.backupTopic),
  },
  environment: required(variables.environment),
  backupTopicArn: required(variables.backupTopic),
  noticeTopicArn: required(variables.noticeTopic),
  tellsWorking: process.env[variables.tellsWorking] === 'yes',
  now,
};
const environment = required(variables.environment);

/** The minute's tick sweeps everything overdue; an execution's status change is the fast path for one incident. */
export const handler = stageHandler(z.unknown(), (event) => {
  const ended = ExecutionEnded.safeParse(event);
  return ended.success ? executionEnded(ended.data, environment, services) : sweep(services);
});
