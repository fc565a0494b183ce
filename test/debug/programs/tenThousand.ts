// A model of ten thousand parameters in one list.
import { nn, tensor } from 'backstep';

const parameters = Array.from({ length: 10_000 }, (_, index) => new nn.Parameter(tensor([index + 0.5, 1])));
const model = new nn.ParameterList(parameters);
console.log(model.parameters().length); // @bp end
