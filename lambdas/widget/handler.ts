import { readFileSync } from 'node:fs';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { cloudWatch, lambdaControl, now, systemsManager } from '#core/aws/clients';
import { logger } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { openDatabase } from '#core/table/database';
import { DeployedHere, deployedFile } from './contract.ts';
import type { WidgetServices } from './elements.ts';
import { widget } from './widget.ts';

const services: WidgetServices = {
  database: openDatabase(required(variables.table)),
  environment: required(variables.environment),
  logGroups: required(variables.logGroups).split(','),
  deployed: DeployedHere.parse(JSON.parse(readFileSync(new URL(deployedFile, import.meta.url), 'utf8'))),
  cloudwatch: cloudWatch(),
  lambda: lambdaControl(),
  ssm: systemsManager(),
  now,
};

/** The CloudWatch dashboard's custom widget. Requests and answers are not logged. */
export const handler = middy<unknown, string>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler((event: unknown, context: Context) => widget(event, context.invokedFunctionArn, services));
