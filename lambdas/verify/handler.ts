import { answerLinks } from '#channel/links';
import { cloudWatch, now, scheduler, sns, stepFunctions } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { onBehalfOf } from '#core/aws/on-behalf';
import { required, variables } from '#core/aws/variables';
import { startAsk, startUpdate } from '#core/page/start-resolve';
import { openDatabase } from '#core/table/database';
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
  startAsk,
  startUpdate,
  links: answerLinks(now),
  now,
};

export const handler = stageHandler(VerifyInput, (input) =>
  onBehalfOf(input.incident, () => verify(input, services)),
);
