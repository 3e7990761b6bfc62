import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { now } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { logger } from '../shared/lambda.ts';
import { required, variables } from '../shared/variables.ts';
import type { WidgetServices } from './elements.ts';
import { widget } from './widget.ts';

const services: WidgetServices = {
  database: openDatabase(required(variables.table)),
  environment: required(variables.environment),
  logGroups: required(variables.logGroups).split(','),
  runbooks: (process.env[variables.runbooks] ?? '').split(',').filter(Boolean),
  now,
};

/** The CloudWatch dashboard's custom widget. Neither what it is asked nor what it answers is logged. */
export const handler = middy<unknown, string>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler((event: unknown, context: Context) => widget(event, context.invokedFunctionArn, services));
