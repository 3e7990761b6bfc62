import { awsError, type Commands, kitWorld, type Stage } from 'nightshift/testing';
import kit from './calls.ts';

/** SSM parameters that are really read and written: Nightshift has no model of them. */
class Parameters {
  readonly #parameters = new Map<string, { readonly value: string; readonly version: number }>();
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    GetParameter: ({ Name }: { Name: string }) => {
      const found = this.#parameters.get(Name);
      if (!found) throw awsError('ParameterNotFound', 'Parameter not found.');
      return { Parameter: { Name, Value: found.value, Version: found.version } };
    },
    PutParameter: ({ Name, Value }: { Name: string; Value: string }) => {
      // The application reads the parameter every ten seconds.
      this.#stage.effect(Name, 10);
      return { Version: this.put(Name, Value) };
    },
  };

  /** @returns the new version */
  put(name: string, value: string): number {
    const version = (this.#parameters.get(name)?.version ?? 0) + 1;
    this.#parameters.set(name, { value, version });
    return version;
  }

  valueOf(name: string): string | undefined {
    return this.#parameters.get(name)?.value;
  }

  remove(name: string): void {
    this.#parameters.delete(name);
  }
}

/** The action's part of a rehearsal, which is not deployed: a feature that is on. */
export default kitWorld(kit, ({ ssm }, { feature }) => ssm.put(feature, 'on'), { ssm: Parameters });
