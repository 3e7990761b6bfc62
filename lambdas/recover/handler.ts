import * as z from 'zod/mini';
import { now, stepFunctions } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { required, variables } from '../shared/variables.ts';
import { type RecoverServices, recover } from './recover.ts';

const services: RecoverServices = {
  database: openDatabase(required(variables.table)),
  sfn: stepFunctions(),
  now,
};

// AWS's own event: read by `readStateChange`, which names what is wrong with one.
export const handler = stageHandler(z.unknown(), (event) => recover(event, services));
