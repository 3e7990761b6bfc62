import { createRequire } from 'node:module';
import { JSONPath } from 'jsonpath-plus';
import '#testing/interpret';

describe('the errors in which jsonpath-plus hands on what it finds', () => {
  const found = { path: '$.a', json: { a: 'a text' }, wrap: false };

  test('carry no stack trace, and still hand it on', () => {
    const error = thrownBy(() => Reflect.construct(JSONPath, [found]));
    expect(error).toMatchObject({ avoidNew: true, value: 'a text' });
    expect(error?.stack).toBeUndefined();
    expect(JSONPath(found)).toBe('a text');
  });

  test('are of the very module that the interpreter uses', () => {
    const here = createRequire(import.meta.url);
    const interpreters = createRequire(here.resolve('aws-local-stepfunctions'));
    expect(interpreters.resolve('jsonpath-plus')).toBe(here.resolve('jsonpath-plus'));
  });

  test('leave a wrong path its error', () => {
    const wrong = thrownBy(() => JSONPath({ path: '$[?(@.a ===)]', json: [{}], wrap: false }));
    expect(wrong?.stack).toContain('jsonpath-plus');
  });
});

function thrownBy(work: () => unknown): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
