import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Facts } from '#core/action/action-handler';
import { isEvent } from '#core/action/work-kinds';
import { now, stepFunctions } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { openDatabase } from '#core/table/database';
import type { Kit } from './calls.ts';
import { remediationOf } from './lambda.ts';
import { actionLambda } from './run/action-lambda.ts';
import { takeNote, type WorkServices, workEnded } from './run/work-ended.ts';

/**
 * The Lambda handler of an action whose work goes on after the call. It takes steps, and the events that their work has ended.
 */
export function workLambda<Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
) {
  const remediation = remediationOf(kit);
  const services: WorkServices = {
    database: openDatabase(required(variables.table)),
    sfn: stepFunctions(),
    now,
  };
  const step = actionLambda(remediation, { takeNote: (work) => takeNote(remediation, work, services) });
  // AWS's own event: read by `readWorkEnded`.
  const ended = stageHandler(z.unknown(), (event) => workEnded(remediation, event, services));
  return (event: unknown, context: Context) => (isEvent(event) ? ended : step)(event, context);
}
