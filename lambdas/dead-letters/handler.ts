import { now, sns } from '#core/aws/clients';
import { handlerOf } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { openDatabase } from '#core/table/database';
import type { DeadLetterServices } from './dead-letters.ts';
import { deadLetterInputs } from './inputs.ts';

const services: DeadLetterServices = {
  database: openDatabase(required(variables.table)),
  sns: sns(),
  backupTopicArn: required(variables.backupTopic),
  environment: required(variables.environment),
  now,
};

export const handler = handlerOf(deadLetterInputs, services);
