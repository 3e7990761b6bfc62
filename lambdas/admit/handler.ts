import { actions } from '#action/register';
import { cloudWatch, now, stepFunctions, systemsManager } from '#core/aws/clients';
import { handlerOf } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { deadlinesHere } from '#core/page/deadlines-here';
import { openDatabase } from '#core/table/database';
import type { AdmitServices } from './admit.ts';
import { admitInputs } from './inputs.ts';

const services: AdmitServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  sfn: stepFunctions(),
  ssm: systemsManager(),
  deadlines: deadlinesHere(),
  actions,
  seen: { isSuspended: false },
  environment: required(variables.environment),
  tellsWorking: process.env[variables.tellsWorking] === 'yes',
  now,
};

export const handler = handlerOf(admitInputs, services);
