// Errors of ops: one that is caught, one that is not.
import { ones } from 'backstep';

function attempt(): string {
  try {
    ones([2, 3]).matmul(ones([2, 3])); // @bp caught
    return 'fits';
  } catch (error) {
    return (error as Error).name; // @bp handler
  }
}

console.log(attempt());
ones([2, 3]).matmul(ones([2, 3])); // @bp uncaught
