"""Which prior answers for which face, and what it owes: SimOTA and the detector's loss."""

import torch
from torch import Tensor
from torch.nn import functional

_CENTRE_RADIUS = 2.5  # strides, Ge et al. 2021 (YOLOX), section 2.1
_CANDIDATES = 10
_IOU_WEIGHT = 3.0
_FAR = 1e5
_BOX_WEIGHT = 5.0
_SMALL = 1e-7


def pair_iou(a: Tensor, b: Tensor) -> Tensor:
    """Return the overlap of boxes a (n, 4) with boxes b (m, 4) as (n, m), 0 to 1."""
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (high - low).clamp(min=0).prod(-1)
    area_a = (a[:, 2:] - a[:, :2]).prod(-1)
    area_b = (b[:, 2:] - b[:, :2]).prod(-1)
    return both / (area_a[:, None] + area_b[None] - both + _SMALL)


def assign(boxes: Tensor, scores: Tensor, grid: Tensor, faces: Tensor) -> tuple[Tensor, Tensor]:
    """Choose the priors that answer for each face (SimOTA: Ge et al. 2021, YOLOX).

    boxes (p, 4) and scores (p,) are predictions, grid (p, 3) the priors, faces (f, 4) the truth.
    Returns the indices of the chosen priors (k,) and of their faces (k,).
    """
    nothing = torch.zeros(0, dtype=torch.long)
    if not len(faces):
        return nothing, nothing
    centre = (faces[:, :2] + faces[:, 2:]) / 2
    point, reach = grid[:, None, :2], grid[:, None, 2:] * _CENTRE_RADIUS
    inside = ((point > faces[None, :, :2]) & (point < faces[None, :, 2:])).all(-1)
    close = ((point - centre[None]).abs() < reach).all(-1)
    valid = torch.nonzero((inside | close).any(1)).flatten()
    if not len(valid):
        return nothing, nothing
    both = (inside & close)[valid]
    overlap = pair_iou(boxes[valid], faces)
    doubt = -scores[valid].clamp(min=_SMALL).log()[:, None]
    cost = doubt - _IOU_WEIGHT * (overlap + _SMALL).log() + _FAR * (~both)
    candidates = overlap.topk(min(_CANDIDATES, len(valid)), dim=0).values
    wanted = candidates.sum(0).int().clamp(min=1)
    chosen = torch.zeros_like(cost, dtype=torch.bool)
    for face, count in enumerate(wanted.tolist()):
        chosen[cost[:, face].topk(count, largest=False).indices, face] = True
    contested = chosen.sum(1) > 1
    if contested.any():
        best = cost[contested].argmin(1)
        chosen[contested] = functional.one_hot(best, len(faces)).bool()
    rows, owners = torch.nonzero(chosen, as_tuple=True)
    return valid[rows], owners


def eiou_loss(boxes: Tensor, faces: Tensor) -> Tensor:
    """Return 1 - EIoU of each pair (Zhang et al. 2021, equation 6); both (k, 4)."""
    low, high = torch.maximum(boxes[:, :2], faces[:, :2]), torch.minimum(boxes[:, 2:], faces[:, 2:])
    both = (high - low).clamp(min=0).prod(-1)
    size, want = boxes[:, 2:] - boxes[:, :2], faces[:, 2:] - faces[:, :2]
    overlap = both / (size.prod(-1) + want.prod(-1) - both + _SMALL)
    hull = torch.maximum(boxes[:, 2:], faces[:, 2:]) - torch.minimum(boxes[:, :2], faces[:, :2])
    shift = (boxes[:, :2] + boxes[:, 2:] - faces[:, :2] - faces[:, 2:]) / 2
    distance = (shift**2).sum(-1) / ((hull**2).sum(-1) + _SMALL)
    shape = ((size - want) ** 2 / (hull**2 + _SMALL)).sum(-1)
    return 1 - overlap + distance + shape


def detector_loss(
    raw: Tensor, boxes: Tensor, grid: Tensor, faces: list[Tensor], ignored: list[Tensor]
) -> Tensor:
    """Return the loss of a batch: objectness, class (target: overlap) and 5 x EIoU.

    raw (n, p, 6) and boxes (n, p, 4) from the network; per picture the faces (f, 4) to find and
    the areas (i, 4) in which an answer is neither right nor wrong.
    """
    scores = (raw[..., 0].detach().sigmoid() * raw[..., 1].detach().sigmoid()).sqrt()
    objectness = torch.zeros_like(scores)
    counted = torch.ones_like(scores)
    parts: list[tuple[Tensor, Tensor, Tensor]] = []
    for i, (truth, blind) in enumerate(zip(faces, ignored, strict=True)):
        chosen, owners = assign(boxes[i].detach(), scores[i], grid, truth)
        counted[i] = _counted(boxes[i].detach(), grid, blind)
        counted[i, chosen] = 1
        objectness[i, chosen] = 1
        parts.append((raw[i, chosen, 0], boxes[i, chosen], truth[owners]))
    logits, found, wanted = (torch.cat(part) for part in zip(*parts, strict=True))
    positives = max(len(found), 1)
    quality = torch.diagonal(pair_iou(found.detach(), wanted)) if len(found) else logits
    box = eiou_loss(found, wanted).sum()
    kind = functional.binary_cross_entropy_with_logits(logits, quality, reduction="sum")
    presence = functional.binary_cross_entropy_with_logits(
        raw[..., 1], objectness, counted, reduction="sum"
    )
    return (_BOX_WEIGHT * box + kind + presence) / positives


def _counted(boxes: Tensor, grid: Tensor, ignored: Tensor) -> Tensor:
    if not len(ignored):
        return torch.ones(len(grid))
    point = grid[:, None, :2]
    inside = ((point >= ignored[None, :, :2]) & (point <= ignored[None, :, 2:])).all(-1).any(1)
    return (~(inside | (pair_iou(boxes, ignored) > 0.5).any(1))).float()  # noqa: PLR2004
