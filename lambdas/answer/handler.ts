import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { readBeside } from '#channel/channels';
import { keyReader } from '#channel/links';
import { openReceivers, postAnswer } from '#channel/receivers';
import { cloudWatch, now, scheduler, stepFunctions } from '#core/aws/clients';
import { logger, untilTimeout } from '#core/aws/lambda';
import { readSecret, rememberSecrets } from '#core/aws/secrets';
import { required, variables } from '#core/aws/variables';
import { startUpdate } from '#core/page/start-resolve';
import { openDatabase } from '#core/table/database';
import { channelsFile } from '../page/contract.ts';
import { answer } from './answer.ts';
import type { HttpResponse } from './contract.ts';
import type { AnswerServices } from './services.ts';

const secrets = rememberSecrets(readSecret, now);

const services: AnswerServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  sfn: stepFunctions(),
  scheduler: scheduler(),
  deadlineGroup: required(variables.deadlineGroup),
  environment: required(variables.environment),
  startUpdate,
  key: keyReader(now),
  receivers: openReceivers(readBeside(import.meta.url, channelsFile), {
    secret: ({ secret }) => secrets(secret, AbortSignal.timeout(2_000)),
    post: postAnswer,
    now,
  }),
  now,
};

/** The public endpoint. Requests and answers are not logged: both hold the link. */
export const handler = middy<unknown, HttpResponse>(untilTimeout)
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event: unknown) => {
    const { response, told } = await answer(event, services);
    logger.info('answered', { ...told });
    return response;
  });
