import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { cloudWatch, now } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { signed } from '../shared/on-behalf.ts';
import { startUpdate } from '../shared/start-resolve.ts';
import { required, variables } from '../shared/variables.ts';
import { type DiagnoseServices, diagnose } from './diagnose.ts';

const services: DiagnoseServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  logs: signed(new CloudWatchLogsClient({})),
  cloudtrail: signed(new CloudTrailClient({})),
  ecs: signed(new ECSClient({})),
  lambda: signed(new LambdaClient({})),
  logGroups: (process.env[variables.diagnosedLogs] ?? '').split(',').filter(Boolean),
  startUpdate,
  now,
};

// AWS's own event: read by `readStateChange`.
export const handler = stageHandler(z.unknown(), (event) => diagnose(event, services));
