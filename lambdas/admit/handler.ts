import type { Context } from 'aws-lambda';
import { actions } from '../remediate/register.ts';
import { incidentOf } from '../shared/alarm-event.ts';
import { cloudWatch, now, scheduler, stepFunctions, systemsManager } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { onBehalfOf } from '../shared/on-behalf.ts';
import { required, variables } from '../shared/variables.ts';
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
