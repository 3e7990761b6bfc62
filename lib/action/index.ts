/** What an action's calls and Lambda import. Its data, in `action.ts`, imports from `nightshift`. */

export type { ActionContext, ActionHandler, Done, Facts, Ready, Refusal } from '#core/action/action-handler';
export { withUserAgent } from '#core/aws/on-behalf';
export { ifThere, type Kit, kitCalls } from './calls.ts';
export { type ClientSettings, defineLook, type Look } from './define-look.ts';
export { isDefiniteNo } from './definite-no.ts';
export { kitLambda } from './lambda.ts';
export { leasedLambda } from './leased-lambda.ts';
export { reasonsOf } from './reasons.ts';
export { actionLambda, sentOnce } from './run/action-lambda.ts';
export { alarmState, lastMinutes } from './services/cloudwatch.ts';
export { tooLate } from './too-late.ts';
export { workLambda } from './work-lambda.ts';
