import type { SSMClient } from '@aws-sdk/client-ssm';
import {
  awsError,
  type Built,
  type Commands,
  defineActionWorld,
  kitHandler,
  remedyOf,
} from 'nightshift/testing';
import action, { type Parameters } from './action.ts';
import kit from './calls.ts';

/** The action's part of a rehearsal: parameters that are really read and changed. It is not deployed. */
export default defineActionWorld<Parameters>({
  action,
  changes: ['ssm.PutParameter'],
  build: ({ world, effect }): Built<Parameters> => {
    const parameters = new Map<string, { value: string; version: number }>();
    const commands: Commands = {
      GetParameter: ({ Name }: { Name: string }) => {
        const found = parameters.get(Name);
        if (!found) throw awsError('ParameterNotFound', 'Parameter not found.');
        return { Parameter: { Name, Value: found.value, Version: found.version } };
      },
      PutParameter: ({ Name, Value }: { Name: string; Value: string }) => {
        const version = (parameters.get(Name)?.version ?? 0) + 1;
        parameters.set(Name, { value: Value, version });
        // The application reads the parameter every ten seconds.
        effect(Name, 10);
        return { Version: version };
      },
    };
    const ssm = world.client<SSMClient>('ssm', { commands });
    return {
      remedy: remedyOf(action, kitHandler(kit, { reads: { ssm }, changes: { ssm } })),
      provide: ({ feature }) => parameters.set(feature, { value: 'on', version: 1 }),
    };
  },
});
