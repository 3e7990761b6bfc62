import kit from '#actions/redrive-dead-letters/calls';
import world from '#actions/redrive-dead-letters/world';
import { conforms } from '#testing/conforms';

const parameters = { deadLetterQueue: 'orders-dead', queue: 'orders', consumerAlarm: 'orders-consumer' };

conforms(test, kit, world, {
  parameters,
  does: (calls, { sqs }) => {
    expect(calls.map(({ input }) => input)).toEqual([
      { SourceArn: sqs.queue('orders-dead').arn, MaxNumberOfMessagesPerSecond: 10 },
    ]);
    expect(sqs.queue('orders-dead').messages).toBe(0);
  },
  never: {
    'no-such-queue': ({ sqs }) => sqs.remove('orders-dead'),
    'not-its-dead-letters': ({ sqs }) => void sqs.queue('orders-dead').sources.pop(),
    'no-such-alarm': ({ cloudwatch }) => cloudwatch.remove('orders-consumer'),
  },
  refuses: {
    'consumer-not-ok': ({ cloudwatch }) => cloudwatch.set('orders-consumer', 'ALARM'),
    empty: ({ sqs }) => sqs.setLength('orders-dead', 0),
    'already-moving': ({ sqs }) =>
      void sqs.queue('orders-dead').moves.push({ Status: 'RUNNING', SourceArn: '' }),
    'still-growing': ({ sqs }) => sqs.setLength('orders-dead', 9, 5),
    'length-unknown': ({ sqs }) => sqs.forgetLength('orders-dead'),
  },
  meanwhile: {
    'the consumer breaks': {
      world: ({ cloudwatch }) => cloudwatch.set('orders-consumer', 'INSUFFICIENT_DATA'),
      code: 'consumer-not-ok',
    },
    'somebody else has moved them': {
      world: ({ sqs }) => void sqs.queue('orders-dead').moves.push({ Status: 'COMPLETED', SourceArn: '' }),
      code: 'changed-meanwhile',
    },
  },
});
