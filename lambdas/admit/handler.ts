import type { Context } from 'aws-lambda';
import { actions } from '#action/register';
import { incidentOf } from '#core/alarm/event';
import { cloudWatch, now, scheduler, stepFunctions, systemsManager } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { onBehalfOf } from '#core/aws/on-behalf';
import { required, variables } from '#core/aws/variables';
import { openDatabase } from '#core/table/database';
import { type AdmitServices, admit } from './admit.ts';
import { admitByHand, incidentByHand } from './by-hand.ts';
import { AdmitInput, ByHandInput, isByHand } from './contract.ts';

const services: AdmitServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  sfn: stepFunctions(),
  ssm: systemsManager(),
  deadlines: {
    scheduler: scheduler(),
    group: required(variables.deadlineGroup),
    roleArn: required(variables.deadlineRole),
    backupTopicArn: required(variables.backupTopic),
  },
  actions,
  seen: { isSuspended: false },
  environment: required(variables.environment),
  tellsWorking: process.env[variables.tellsWorking] === 'yes',
  now,
};

const byAlarm = stageHandler(AdmitInput, (input) =>
  onBehalfOf(incidentOf(input.event, input.execution), () => admit(input, services)),
);

const byHand = stageHandler(ByHandInput, (input) =>
  onBehalfOf(incidentByHand(input), () => admitByHand(input, services)),
);

/** Two doors: an alarm's event by the state machine, and one step by a person. */
export const handler = (event: unknown, context: Context) =>
  (isByHand(event) ? byHand : byAlarm)(event, context);
