import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { cloudWatch, now } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { withUserAgent } from '#core/aws/on-behalf';
import { required, variables } from '#core/aws/variables';
import { startUpdate } from '#core/page/start-resolve';
import { openDatabase } from '#core/table/database';
import { type DiagnoseServices, diagnose } from './diagnose.ts';

const services: DiagnoseServices = {
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  logs: withUserAgent(new CloudWatchLogsClient({})),
  cloudtrail: withUserAgent(new CloudTrailClient({})),
  ecs: withUserAgent(new ECSClient({})),
  lambda: withUserAgent(new LambdaClient({})),
  logGroups: (process.env[variables.diagnosedLogs] ?? '').split(',').filter(Boolean),
  startUpdate,
  now,
};

// AWS's own event: read by `readStateChange`.
export const handler = stageHandler(z.unknown(), (event) => diagnose(event, services));
