import { expect, test } from '@jest/globals';
import { alarmReading } from '#core/alarm/alarm';
import { ownPagesOf } from '#core/alarm/own-pages';

const account = 'eu-central-1:111122223333';
const heard = [
  ['an SNS topic', `arn:aws:sns:${account}:pager`],
  ['an SNS topic in another partition', 'arn:aws-cn:sns:cn-north-1:111122223333:pager'],
  ['a response plan, as the API spells it', 'arn:aws:ssm-incidents::111122223333:responseplan/shop'],
  [
    'a response plan, as Incident Manager spells it',
    'arn:aws:ssm-incidents::111122223333:response-plan/shop',
  ],
] as const;
const unheard = [
  [
    'an Auto Scaling policy',
    `arn:aws:autoscaling:${account}:scalingPolicy:1:autoScalingGroupName/shop:policyName/out`,
  ],
  ['a Lambda', `arn:aws:lambda:${account}:function:sns-forwarder`],
  ['an EC2 action', 'arn:aws:automate:eu-central-1:ec2:reboot'],
  ['an OpsItem', `arn:aws:ssm:${account}:opsitem:1#CATEGORY=Availability`],
  ['an investigation', `arn:aws:aiops:${account}:investigation-group/shop`],
] as const;

const reading = (...AlarmActions: string[]) =>
  alarmReading({
    AlarmName: 'shop-5xx',
    AlarmArn: `arn:aws:cloudwatch:${account}:alarm:shop-5xx`,
    StateValue: 'ALARM',
    StateTransitionedTimestamp: new Date(0),
    AlarmActions,
  });

test.each(heard)('%s tells a person', (_, arn) => {
  expect(reading(arn)).toMatchObject({ pagesByItself: true });
});

test.each(unheard)('%s tells nobody', (_, arn) => {
  expect(reading(arn)).toMatchObject({ pagesByItself: false });
});

test('of several actions only those that tell a person are named', () => {
  const arns = [...heard, ...unheard].map(([, arn]) => arn);
  expect(ownPagesOf({ AlarmActions: arns })).toEqual(heard.map(([, arn]) => arn));
});
