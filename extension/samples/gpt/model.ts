import { arange, F, nn, type Tensor } from 'backstep';

export interface Size {
  /** Different characters. */
  readonly vocabulary: number;
  /** Characters that the model sees at once, T. */
  readonly context: number;
  /** Numbers that stand for a character, E. */
  readonly embedding: number;
  readonly heads: number;
  readonly layers: number;
}

/** Each place looks at the places before it, in several ways (heads) at once. */
class SelfAttention extends nn.Module {
  qkv: nn.Linear;
  output: nn.Linear;

  constructor(
    embedding: number,
    readonly heads: number,
  ) {
    super();
    this.qkv = new nn.Linear(embedding, 3 * embedding);
    this.output = new nn.Linear(embedding, embedding);
  }

  forward(x: Tensor) {
    const [batch, time, embedding] = x.shape;
    // What each place asks for, what it offers, and what it gives: [B, heads, T, E / heads] each.
    const [query, key, value] = this.qkv
      .forward(x)
      .unflatten(-1, [3, this.heads, embedding / this.heads])
      .permute(2, 0, 3, 1, 4)
      .unbind(0);
    // Causal: the characters after a place are what it is to guess.
    const mixed = F.scaledDotProductAttention(query, key, value, { isCausal: true });
    return this.output.forward(mixed.transpose(1, 2).reshape([batch, time, embedding]));
  }
}

/** Looks around, then thinks: each adds what it found to what was there. */
class Block extends nn.Module {
  norm1: nn.LayerNorm;
  attention: SelfAttention;
  norm2: nn.LayerNorm;
  mlp: nn.Sequential;

  constructor({ embedding, heads }: Size) {
    super();
    this.norm1 = new nn.LayerNorm(embedding);
    this.attention = new SelfAttention(embedding, heads);
    this.norm2 = new nn.LayerNorm(embedding);
    this.mlp = new nn.Sequential(
      new nn.Linear(embedding, 4 * embedding),
      new nn.GELU(),
      new nn.Linear(4 * embedding, embedding),
    );
  }

  forward(x: Tensor) {
    const seen = x.add(this.attention.forward(this.norm1.forward(x)));
    return seen.add(this.mlp.forward(this.norm2.forward(seen)));
  }
}

/** Characters [B, T] (int64) to the logits of the character after each of them: [B, T, vocabulary]. */
export class GPT extends nn.Module {
  tokens: nn.Embedding;
  places: nn.Embedding;
  blocks: nn.ModuleList<Block>;
  norm: nn.LayerNorm;
  head: nn.Linear;

  constructor(readonly size: Size) {
    super();
    const { vocabulary, context, embedding, layers } = size;
    this.tokens = new nn.Embedding(vocabulary, embedding);
    this.places = new nn.Embedding(context, embedding);
    this.blocks = new nn.ModuleList(Array.from({ length: layers }, () => new Block(size)));
    this.norm = new nn.LayerNorm(embedding);
    this.head = new nn.Linear(embedding, vocabulary, { bias: false });
    // Small embeddings: else the first steps only shrink them.
    for (const table of [this.tokens, this.places]) nn.init.normal_(table.weight, 0, 0.02);
  }

  forward(characters: Tensor) {
    const where = this.places.forward(arange(characters.shape[1]));
    let x = this.tokens.forward(characters).add(where); // [B, T, E]
    for (const block of this.blocks) x = block.forward(x);
    return this.head.forward(this.norm.forward(x));
  }
}
