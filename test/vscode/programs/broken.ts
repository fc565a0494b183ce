// A model whose second layer does not fit, so that an op throws; and an error that is caught before it.
import { nn, tensor } from 'backstep';

const model = new nn.Sequential(new nn.Linear(4, 3), new nn.Linear(5, 2));

try {
  JSON.parse('{ "epochs": ');
} catch {
  console.log('the settings are broken, going on without');
}

const input = tensor([[1, 2, 3, 4]], { dtype: 'float32' });
console.log(model.forward(input).shape); // @bp uncaught
