import { startRestore } from '#action/run/start-restore';
import { cloudWatch, now, sns, stepFunctions } from '#core/aws/clients';
import { handlerOf } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { deadlinesHere } from '#core/page/deadlines-here';
import { startResolve, startUpdate } from '#core/page/start-resolve';
import { openDatabase } from '#core/table/database';
import { sweepInputs } from './inputs.ts';
import type { SweepServices } from './sweep.ts';

const services: SweepServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  startResolve,
  startUpdate,
  startRestore,
  sfn: stepFunctions(),
  sns: sns(),
  deadlines: deadlinesHere(),
  environment: required(variables.environment),
  backupTopicArn: required(variables.backupTopic),
  noticeTopicArn: required(variables.noticeTopic),
  tellsWorking: process.env[variables.tellsWorking] === 'yes',
  now,
};

export const handler = handlerOf(sweepInputs, services);
