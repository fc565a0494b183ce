/** Transforms of images, by torchvision's names. An image is a tensor [channels, height, width]. */
export { ColorJitter, type ColorJitterOptions, type JitterRange } from './color';
export {
  CenterCrop,
  Pad,
  type Padding,
  type PaddingMode,
  type PadOptions,
  RandomCrop,
  type RandomCropOptions,
} from './crop';
export { RandomErasing, type RandomErasingOptions } from './erasing';
export {
  RandomHorizontalFlip,
  RandomRotation,
  type RandomRotationOptions,
  RandomVerticalFlip,
} from './flip';
export { ConvertImageDtype, Grayscale, Normalize, ToTensor } from './pixels';
export {
  type Interpolation,
  RandomResizedCrop,
  type RandomResizedCropOptions,
  Resize,
  type ResizeOptions,
} from './resize';
export { Compose, type ImageTransform, Lambda, type RandomTransformOptions, Transform } from './transform';
