/** A reporter for Vitest that writes down what ran: counts, and why tests were skipped. */
import { writeFileSync } from 'node:fs';

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      // A file that could not be loaded has no tests to fail.
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'skipped') counts.skipped.push({ name: `${module.relativeModuleId ?? module.moduleId} > ${test.fullName}`, reason: result.note ?? null });
        else counts.failed += 1;
      }
    }
    writeFileSync(process.env.CLONEYARD_VITEST_COUNTS, JSON.stringify(counts));
  }
}
