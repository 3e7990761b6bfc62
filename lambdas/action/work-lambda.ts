import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Facts } from '../remediate/action-handler.ts';
import { actionLambda } from '../remediate/action-lambda.ts';
import { takeNote, type WorkServices, workEnded } from '../remediate/work-ended.ts';
import { now, stepFunctions } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { required, variables } from '../shared/variables.ts';
import { isEvent } from '../shared/work-kinds.ts';
import type { Kit } from './calls.ts';
import { remediationOf } from './lambda.ts';

/** The Lambda handler of an action whose work goes on after the call. Two doors: a step, and the event that its work has ended. */
export function workLambda<Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
) {
  const remediation = remediationOf(kit);
  const services: WorkServices = {
    database: openDatabase(required(variables.table)),
    sfn: stepFunctions(),
    now,
  };
  const step = actionLambda(remediation, (work) => takeNote(remediation, work, services));
  // AWS's own event: read by `readWorkEnded`.
  const ended = stageHandler(z.unknown(), (event) => workEnded(remediation, event, services));
  return (event: unknown, context: Context) => (isEvent(event) ? ended : step)(event, context);
}
