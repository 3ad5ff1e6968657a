namespace CdcAnalytics.Sql.Syntax;

/// <summary>A unit of time, or a part of a date, as SQL names it.</summary>
internal enum TimeUnit
{
    /// <summary>A year.</summary>
    Year,

    /// <summary>Three months.</summary>
    Quarter,

    /// <summary>A month.</summary>
    Month,

    /// <summary>Seven days; as a part of a date, the ISO week's number.</summary>
    Week,

    /// <summary>A day; as a part of a date, the day of its month.</summary>
    Day,

    /// <summary>The day of the week, 1 for Sunday to 7 for Saturday.</summary>
    DayOfWeek,

    /// <summary>The day of the year, from 1.</summary>
    DayOfYear,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A minute.</summary>
    Minute,

    /// <summary>A second.</summary>
    Second,
}
