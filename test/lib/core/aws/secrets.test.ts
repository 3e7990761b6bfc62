import { rememberSecrets } from '#core/aws/secrets';
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
