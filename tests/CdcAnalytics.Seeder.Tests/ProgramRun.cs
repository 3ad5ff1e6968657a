namespace CdcAnalytics.Seeder.Tests;

/// <summary>What a run of the program left: its exit code and what it wrote.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error);
