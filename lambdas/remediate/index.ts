/** What the calls and the Lambda of an action are written with. Its data, `action.ts`, takes `defineAction` from `nightshift`. */

export { ifThere, type Kit, kitCalls } from '../action/calls.ts';
export { alarmState, lastMinutes } from '../action/cloudwatch.ts';
export { kitLambda } from '../action/lambda.ts';
export { reasonsOf } from '../action/reasons.ts';
export { workLambda } from '../action/work-lambda.ts';
export { signed } from '../shared/on-behalf.ts';
export type { ActionContext, ActionHandler, Done, Facts, Ready, Refusal } from './action-handler.ts';
export { actionLambda, sentOnce } from './action-lambda.ts';
export { type ClientSettings, defineLook, type Look } from './define-look.ts';
export { isDefiniteNo } from './definite-no.ts';
export { tooLate } from './too-late.ts';
