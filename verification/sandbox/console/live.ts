import { InvokeCommand } from '@aws-sdk/client-lambda';
import { deployed } from '../names.ts';
import type { World } from '../world.ts';
import { type Served, serveConsole } from './server.ts';

/** The widget live: the deployed Lambda over the emulator's table, under its own role, and what the phones got. */
export const serveLive = ({ aws, phones }: Pick<World, 'aws' | 'phones'>): Promise<Served> =>
  serveConsole({
    widget: async (event) => {
      const answer = await aws.lambda.send(
        new InvokeCommand({ FunctionName: deployed.function('widget'), Payload: JSON.stringify(event) }),
      );
      const said = Buffer.from(answer.Payload ?? []).toString();
      if (answer.FunctionError) throw new Error(said);
      return JSON.parse(said);
    },
    messages: () => phones.messages,
  });
