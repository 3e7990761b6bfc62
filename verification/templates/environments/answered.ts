import pagerDuty from '#channels/pagerduty/channel';
import slack from '#channels/slack/channel';
import { defineEnvironment, hours, secret } from '#define/index';

const account = '111122223333';
const region = 'eu-central-1';
const kept = (name: string) => secret(`arn:aws:secretsmanager:${region}:${account}:secret:${name}`);

/** A link in each page, and answers by Slack and PagerDuty, for `npm run check:templates`: the answer page is off by default. */
export default defineEnvironment({
  name: 'answered',
  account,
  region,
  runbooks: { 'web-service-hung': { cluster: 'shop' } },
  routes: {
    page: [{ protocol: 'email', endpoint: 'on-call@shop.test' }],
    backup: [{ protocol: 'sms', endpoint: '+4915112345678' }],
    notice: [{ protocol: 'email', endpoint: 'team@shop.test' }],
  },
  answers: { linksFor: hours(4) },
  channels: [
    pagerDuty({
      routingKey: kept('pagerduty-a1B2c3'),
      answers: { webhookSecret: kept('pagerduty-webhook-d4E5f6') },
    }),
  ],
  owners: {
    'team-web': {
      notices: [
        slack({
          botToken: kept('slack-bot-g7H8i9'),
          channel: 'C0WEB000',
          answers: { signingSecret: kept('slack-signing-j1K2l3'), people: { U0ANNA00: 'Anna' } },
        }),
      ],
    },
  },
});
