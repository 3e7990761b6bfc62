import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { cloudWatch, now, sns } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { withUserAgent } from '#core/aws/on-behalf';
import { required, variables } from '#core/aws/variables';
import { openDatabase } from '#core/table/database';
import { type SyntheticServices, synthetic } from './synthetic.ts';

const services: SyntheticServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  sns: sns(),
  heartbeat: {
    secrets: withUserAgent(new SecretsManagerClient({})),
    secretArn: process.env[variables.heartbeatSecret],
    fetch,
  },
  alarmArn: required(variables.syntheticAlarm),
  backupTopicArn: required(variables.backupTopic),
  environment: required(variables.environment),
  now,
};

/** The schedule's tick, whose content is not read. */
export const handler = stageHandler(z.unknown(), () => synthetic(services));
