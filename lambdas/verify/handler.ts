import { cloudWatch, now, scheduler, sns, stepFunctions } from '#core/aws/clients';
import { handlerOf } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { openDatabase } from '#core/table/database';
import { verifyInputs } from './inputs.ts';
import type { VerifyServices } from './services.ts';

const services: VerifyServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  sfn: stepFunctions(),
  sns: sns(),
  scheduler: scheduler(),
  deadlineGroup: required(variables.deadlineGroup),
  noticeTopicArn: required(variables.noticeTopic),
  now,
};

export const handler = handlerOf(verifyInputs, services);
