/** A reporter for Vitest that writes down what ran: counts, and why tests were skipped. */
import { writeFileSync } from 'node:fs';

/** The line that names the trouble; whole messages stand where the test ran. */
const firstLine = (message) => (message ?? 'no message').split('\n', 1)[0];

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failures: unhandledErrors.map((error) => ({ name: 'outside of any test', reason: firstLine(error.message) })), skipped: [] };
    for (const module of modules) {
      // A file that could not be loaded has no tests to fail.
      counts.failures.push(...module.errors().map((error) => ({ name: module.relativeModuleId ?? module.moduleId, reason: firstLine(error.message) })));
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${module.relativeModuleId ?? module.moduleId} > ${test.fullName}`;
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'skipped') counts.skipped.push({ name, reason: result.note ?? null });
        else counts.failures.push({ name, reason: firstLine(result.errors?.[0]?.message) });
      }
    }
    writeFileSync(process.env.CLONEYARD_VITEST_COUNTS, JSON.stringify(counts));
  }
}
