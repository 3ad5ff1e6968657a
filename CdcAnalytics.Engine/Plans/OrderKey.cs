namespace CdcAnalytics.Engine.Plans;

/// <summary>
/// One column of an ORDER BY. As in Flink, NULL counts as smaller than every value unless said otherwise.
/// </summary>
/// <param name="Column">Position in the ordered rows.</param>
/// <param name="IsDescending">Whether greater values come first.</param>
/// <param name="NullsFirst">Whether NULL comes before every value.</param>
public sealed record OrderKey(int Column, bool IsDescending, bool NullsFirst);
