import { SendTaskFailureCommand, SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** A task of an execution that waits with a token. */
export interface Waiting {
  readonly token: string;
  /** How the execution ended. */
  readonly ended: () => Promise<
    | { readonly status: 'SUCCEEDED'; readonly output: unknown }
    | { readonly status: 'FAILED'; readonly error: string; readonly cause: string }
  >;
}

/** Executions whose only task waits with a token, in-process or in an emulator. */
export interface Broker {
  readonly client: SFNClient;
  /** @param timeoutSeconds of the task */
  readonly wait: (timeoutSeconds: number) => Promise<Waiting>;
  /** Lets so much time pass. */
  readonly pass: (seconds: number) => Promise<void>;
}

/** What Nightshift relies on in task tokens, as tests of whatever stands in for Step Functions. */
export function tokenContract(broker: () => Promise<Broker>): void {
  const success = (taskToken: string, output = '{}') => new SendTaskSuccessCommand({ taskToken, output });

  test('a success resumes the execution with what was sent', async () => {
    const { client, wait } = await broker();
    const { token, ended } = await wait(60);
    await client.send(success(token, '{"hello":"world"}'));
    expect(await ended()).toEqual({ status: 'SUCCEEDED', output: { hello: 'world' } });
  });

  test('a failure ends the task with its error and cause', async () => {
    const { client, wait } = await broker();
    const { token, ended } = await wait(60);
    await client.send(new SendTaskFailureCommand({ taskToken: token, error: 'WaitEnded', cause: 'over' }));
    expect(await ended()).toEqual({ status: 'FAILED', error: 'WaitEnded', cause: 'over' });
  });

  test('each wait has a token of its own, and answering one leaves the other alone', async () => {
    const { client, wait } = await broker();
    const [one, other] = [await wait(60), await wait(60)];
    expect(one.token).not.toBe(other.token);
    await client.send(success(other.token, '2'));
    await client.send(success(one.token, '1'));
    expect(await one.ended()).toMatchObject({ output: 1 });
    expect(await other.ended()).toMatchObject({ output: 2 });
  });

  test('a second answer changes nothing, and says so by a name that the sender passes over', async () => {
    const { client, wait } = await broker();
    const { token, ended } = await wait(60);
    await client.send(success(token, '1'));
    // The execution has to have taken the first: in the moment between, the emulator accepts another.
    expect(await ended()).toMatchObject({ output: 1 });
    const again = await client.send(success(token, '2')).then(
      () => 'accepted',
      (error: Error) => error.name,
    );
    expect(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']).toContain(again);
    expect(await ended()).toMatchObject({ output: 1 });
  });

  test('a task that nobody answers times out, and an answer after that is refused by the same names', async () => {
    const { client, wait, pass } = await broker();
    const { token, ended } = await wait(2);
    await pass(4);
    expect(await ended()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    const late = await client.send(success(token)).then(
      () => 'accepted',
      (error: Error) => error.name,
    );
    expect(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']).toContain(late);
  });

  test('a token that nobody issued is refused', async () => {
    const { client } = await broker();
    await expect(client.send(success('nobody-issued-this'))).rejects.toMatchObject({
      name: expect.stringMatching(/^(InvalidToken|TaskDoesNotExist|TaskTimedOut)$/),
    });
  });
}
