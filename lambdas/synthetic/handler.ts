import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { cloudWatch, now, sns } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { signed } from '../shared/on-behalf.ts';
import { required, variables } from '../shared/variables.ts';
import { type SyntheticServices, synthetic } from './synthetic.ts';

const services: SyntheticServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  sns: sns(),
  heartbeat: {
    secrets: signed(new SecretsManagerClient({})),
    secretArn: process.env[variables.heartbeatSecret],
    fetch,
  },
  alarmArn: required(variables.syntheticAlarm),
  backupTopicArn: required(variables.backupTopic),
  environment: required(variables.environment),
  now,
};

/** The schedule's tick; nothing in it is read. */
export const handler = stageHandler(z.unknown(), () => synthetic(services));
