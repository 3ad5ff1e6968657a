using Microsoft.Extensions.Options;

namespace CdcAnalytics.Dashboard;

/// <summary>Refuses settings outside their range when the host starts, naming the setting and the range.</summary>
internal sealed class DashboardOptionsValidator : IValidateOptions<DashboardOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DashboardOptions options)
    {
        var failures = new List<string>();
        Check(nameof(options.HoursShown), options.HoursShown, 1, 168);
        Check(nameof(options.MaxLivePages), options.MaxLivePages, 1, 1000);
        CheckTime(nameof(options.MinRefreshInterval), options.MinRefreshInterval, 0.05, 10);
        CheckTime(nameof(options.PollInterval), options.PollInterval, 0.1, 60);
        CheckTime(nameof(options.AnnouncedPollInterval), options.AnnouncedPollInterval, 1, 600);
        CheckTime(nameof(options.QueryTimeout), options.QueryTimeout, 1, 60);
        CheckTime(nameof(options.MaxReconnectDelay), options.MaxReconnectDelay, 0.1, 60);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(string setting, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                failures.Add($"Dashboard {setting} is {value}; set it to {least} to {most}.");
            }
        }

        void CheckTime(string setting, TimeSpan value, double leastSeconds, double mostSeconds)
        {
            if (value.TotalSeconds < leastSeconds || value.TotalSeconds > mostSeconds)
            {
                failures.Add(FormattableString.Invariant(
                    $"Dashboard {setting} is {value.TotalSeconds} s; set it to {leastSeconds} to {mostSeconds} s."));
            }
        }
    }
}
