import * as z from 'zod/mini';
import { cloudWatch, now, scheduler, sns, stepFunctions } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { ExecutionEnded } from '../shared/execution-ended.ts';
import { stageHandler } from '../shared/lambda.ts';
import { startResolve, startUpdate } from '../shared/start-resolve.ts';
import { startRestore } from '../shared/start-restore.ts';
import { required, variables } from '../shared/variables.ts';
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
