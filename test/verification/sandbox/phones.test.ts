import { readMessage } from '#verification/sandbox/phones';

const envelope = (content: object) => JSON.stringify({ Type: 'Notification', ...content });

describe('a message on a phone', () => {
  it('has the subject, the text and the deduplication key of what was published', () => {
    const content = envelope({
      Subject: 'Nightshift: web-storefront-errors needs a person',
      Message: 'web-storefront-errors went to ALARM at 03:15 UTC',
      MessageAttributes: { deduplicationKey: { Type: 'String', Value: 'nightshift/sandbox/1' } },
    });
    expect(readMessage('phone-pager', content, 1)).toEqual({
      phone: 'phone-pager',
      subject: 'Nightshift: web-storefront-errors needs a person',
      body: 'web-storefront-errors went to ALARM at 03:15 UTC',
      deduplicationKey: 'nightshift/sandbox/1',
      at: 1,
    });
  });

  it('finds the key in the text where the sender could set no attribute', () => {
    const content = envelope({ Message: 'Please take over.\nKey nightshift/sandbox/2' });
    expect(readMessage('phone-backup', content, 1).deduplicationKey).toBe('nightshift/sandbox/2');
  });

  it('has no key if neither says one', () => {
    expect(readMessage('phone-backup', envelope({ Message: 'hello' }), 1).deduplicationKey).toBeUndefined();
  });
});
