import { Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { workEndedPattern } from '#core/action/work-kinds';
import type { EngineFunction } from '../function.ts';
import { lambdaTarget } from '../rule-target.ts';
import type { Engine } from '../stage-function.ts';
import type { ActionUse } from './action-functions.ts';

/** How many names or ARNs of 150 characters fit into an event pattern. */
const mostInPattern = 10;

/** Longer than a step usually waits. After that, an event is dropped. */
const lateEventSeconds = 15 * 60;

/**
 * Sends the events that work has ended to its action's function. Failed work ends its step's wait. A lost event costs time, not
 * correctness: verification ends the step.
 */
export class WorkEvents extends Construct {
  constructor(
    scope: Construct,
    engine: Engine,
    uses: readonly ActionUse[],
    functions: ReadonlyMap<string, EngineFunction>,
  ) {
    super(scope, 'WorkEvents');
    for (const { substitution, action, runsOf } of uses) {
      const target = functions.get(substitution);
      if (!action.work || !target) continue;
      Validations.of(target.function).acknowledge({
        id: 'Annotation::@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias',
        reason:
          'The rules call the function itself, not one of its versions: an end is read by the newest code.',
      });
      for (let from = 0; from < runsOf.length; from += mostInPattern) {
        new Rule(this, `${target.node.id}${from / mostInPattern + 1}`, {
          description: `Work that ${action.id} has begun has ended.`,
          eventPattern: workEndedPattern(action.work.kind, runsOf.slice(from, from + mostInPattern)),
          targets: [
            lambdaTarget(target.function, {
              deadLettersArn: engine.resources.deadLetters,
              maxEventAgeSeconds: lateEventSeconds,
            }),
          ],
        });
      }
    }
  }
}
