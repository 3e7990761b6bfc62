import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { readSecret, rememberSecrets } from '#core/aws/secrets';
import { arnOfSecret } from '#test/support/receiver';

const never = new AbortController().signal;

/** A store whose secret changes with each read. */
function aStore(values: readonly string[]) {
  let [second, reads] = [0, 0];
  const read = rememberSecrets(
    async () => values[reads++] ?? '',
    () => new Date(second * 1000),
  );
  const later = (seconds: number) => {
    second += seconds;
  };
  return { read: () => read(arnOfSecret, never), later };
}

describe('a secret', () => {
  test('is read once for a minute, so that a new one counts soon', async () => {
    const { read, later } = aStore(['old', 'new']);
    expect([await read(), await read()]).toEqual(['old', 'old']);
    later(59);
    expect(await read()).toBe('old');
    later(1);
    expect(await read()).toBe('new');
  });

  test('is taken without the line break that an editor put after it', async () => {
    expect(await aStore(['one\n']).read()).toBe('one');
  });

  test('that is empty is an error, and asked for again', async () => {
    const { read } = aStore([' \n', 'there']);
    await expect(read()).rejects.toThrow(`The secret ${arnOfSecret} is empty`);
    expect(await read()).toBe('there');
  });
});

describe('a secret of another region', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each([
    ['secretsmanager', 'secret:pagerduty', SecretsManagerClient],
    ['ssm', 'parameter/pagerduty', SSMClient],
  ])('is read there: %s', async (service, name, client) => {
    const regions: unknown[] = [];
    vi.spyOn(client.prototype, 'send').mockImplementation(async function (this: InstanceType<typeof client>) {
      regions.push(await this.config.region());
      return { SecretString: 'key', Parameter: { Value: 'key' } };
    } as never);
    const arn = `arn:aws:${service}:ap-southeast-2:111122223333:${name}`;

    expect(await readSecret(arn, never)).toBe('key');
    expect(regions).toEqual(['ap-southeast-2']);
  });
});
