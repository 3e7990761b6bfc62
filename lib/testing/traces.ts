import { JSONPath } from 'jsonpath-plus';

/**
 * The interpreter's jsonpath-plus hands on each text and number that a path finds within an error, which it throws and
 * catches itself. Nobody ever sees that error's stack trace, and writing it took a twelfth of a rehearsal: from here on
 * its class has a base that writes none. All other errors keep theirs.
 */
function withoutTraces(): void {
  try {
    Reflect.construct(JSONPath, [{ path: '$', json: 'a text', wrap: false }]);
  } catch (found) {
    Object.setPrototypeOf((found as Error).constructor, class {});
  }
}

withoutTraces();
