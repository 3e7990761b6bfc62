/** What runbooks, environments, actions and channels are written with. */

export { alarmReads, kitAction, metricReads, parametersOf, secretReads } from '#action/define';
export { alarmName, between, named } from '#action/parameters';
export { queueName, queueReads } from '#action/services/sqs-names';
export * from '#actions/all';
export type { Message, Send, Tools } from '#channel/sender';
export { default as pagerDuty } from '#channels/pagerduty/channel';
export { default as slack } from '#channels/slack/channel';
export { default as snsTopic } from '#channels/sns-topic/channel';
export { default as webhook } from '#channels/webhook/channel';
export {
  type Action,
  defineAction,
  type Permission,
  type Place,
} from '#core/action/define-action';
export { complains, type Fit, type Symptom, servesBadly } from '#core/action/fits';
export { type Channel, type ChannelUse, defineChannel, Secret, Url } from '#core/channel/define-channel';
export * from '#define/index';
