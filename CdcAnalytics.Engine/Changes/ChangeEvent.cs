using System.Runtime.InteropServices;

namespace CdcAnalytics.Engine.Changes;

/// <summary>
/// One committed row change inside a <see cref="ChangeBatch"/>. Its images lie in the batch's buffer of that table:
/// <see cref="Row"/> is the after image of a read or insert, the before image of a delete; an update's before image is
/// <see cref="Row"/> and its after image the row that follows. A truncate has no image.
/// </summary>
/// <param name="Table">Which of the pipeline's source tables, by position.</param>
/// <param name="Operation">What happened.</param>
/// <param name="Row">Index of the first image in the table's buffer; meaningless for a truncate.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChangeEvent(int Table, ChangeOperation Operation, int Row);
