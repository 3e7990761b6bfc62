/** What runbooks, environments, actions and channels are written with. */

export { alarmReads, kitAction, metricReads, parametersOf } from '../lambdas/action/define.ts';
export { complains, type Fit, type Symptom, servesBadly } from '../lambdas/action/fits.ts';
export { type Channel, type ChannelUse, defineChannel, Secret, Url } from '../lambdas/page/define-channel.ts';
export { default as pagerDuty } from '../lambdas/page/pagerduty/channel.ts';
export type { Message, Send, Tools } from '../lambdas/page/sender.ts';
export { default as slack } from '../lambdas/page/slack/channel.ts';
export { default as snsTopic } from '../lambdas/page/sns-topic/channel.ts';
export { default as webhook } from '../lambdas/page/webhook/channel.ts';
export * from '../lambdas/remediate/all.ts';
export {
  type Action,
  defineAction,
  type Permission,
  type Place,
} from '../lambdas/remediate/define-action.ts';
export * from './define/index.ts';
