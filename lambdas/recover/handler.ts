import * as z from 'zod/mini';
import { now, stepFunctions } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { openDatabase } from '#core/table/database';
import { type RecoverServices, recover } from './recover.ts';

const services: RecoverServices = {
  database: openDatabase(required(variables.table)),
  sfn: stepFunctions(),
  now,
};

// AWS's own event, read by `readStateChange`, which says what is wrong with it.
export const handler = stageHandler(z.unknown(), (event) => recover(event, services));
