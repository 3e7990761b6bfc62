import { cloudWatch, now, scheduler, sns, stepFunctions } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { onBehalfOf } from '../shared/on-behalf.ts';
import { required, variables } from '../shared/variables.ts';
import { VerifyInput } from './contract.ts';
import type { VerifyServices } from './services.ts';
import { verify } from './verify.ts';

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

export const handler = stageHandler(VerifyInput, (input) =>
  onBehalfOf(input.incident, () => verify(input, services)),
);
