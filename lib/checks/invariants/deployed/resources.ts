import type { Template } from '#checks/quotas';

/** One resource of one template, with its references resolved. */
export interface Resource {
  /** `<stack/LogicalId>`: the text that stands for a reference to it, from any stack. */
  readonly token: string;
  /** Where to look for it: `stack/LogicalId`. */
  readonly where: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** All resources of an environment. */
export interface Deployed {
  readonly resources: readonly Resource[];
  readonly byToken: ReadonlyMap<string, Resource>;
}

interface Parsed {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>
  >;
}

type Exports = ReadonlyMap<string, string>;

/** Reads the templates of an environment. References become the same texts in every template. */
export function deployedBy(templates: readonly Template[]): Deployed {
  const parsed = templates.map(({ stack, text }) => ({ stack, template: JSON.parse(text) as Parsed }));
  const exports: Exports = new Map(
    parsed.flatMap(({ stack, template }) =>
      Object.values(template.Outputs ?? {}).flatMap(({ Value, Export }) =>
        Export ? [[Export.Name, String(resolved(Value, stack, new Map()))] as const] : [],
      ),
    ),
  );
  const resources = parsed.flatMap(({ stack, template }) =>
    Object.entries(template.Resources ?? {}).map(([id, { Type, Properties = {} }]) => ({
      token: tokenOf(stack, id),
      where: `${stack}/${id}`,
      type: Type,
      properties: resolved(Properties, stack, exports) as Record<string, unknown>,
    })),
  );
  return { resources, byToken: new Map(resources.map((resource) => [resource.token, resource])) };
}

const tokenOf = (stack: string, id: string): string =>
  id.startsWith('AWS::') ? `{${id.slice('AWS::'.length)}}` : `<${stack}/${id}>`;

/** The same value with references written out: the resource's token for its `Ref` and its ARN. */
function resolved(value: unknown, stack: string, exports: Exports): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => resolved(entry, stack, exports));
  const [only, ...more] = Object.entries(value);
  if (only && more.length === 0) {
    const [name, given] = only;
    if (name === 'Ref') return tokenOf(stack, String(given));
    if (name === 'Fn::GetAtt') return attribute(stack, given as [string, string]);
    if (name === 'Fn::ImportValue') return exports.get(String(given)) ?? JSON.stringify(value);
    if (name === 'Fn::Join') {
      const [separator, parts] = given as [string, unknown[]];
      return parts.map((part) => String(resolved(part, stack, exports))).join(separator);
    }
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, resolved(entry, stack, exports)]),
  );
}

const attribute = (stack: string, [id, name]: readonly [string, string]): string =>
  name === 'Arn' ? tokenOf(stack, id) : tokenOf(stack, `${id}.${name}`);

export const ofType = ({ resources }: Deployed, type: string): Resource[] =>
  resources.filter((resource) => resource.type === type);

/** A property of a resource as a list, whether it is one, one entry, or not there. */
export const list = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
