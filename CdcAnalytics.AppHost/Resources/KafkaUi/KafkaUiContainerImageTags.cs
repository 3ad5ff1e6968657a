namespace CdcAnalytics.AppHost.Resources.KafkaUi;

/// <summary>The image of the page that shows topics, groups and connectors.</summary>
internal static class KafkaUiContainerImageTags
{
    /// <summary>Where it comes from.</summary>
    public const string Registry = "docker.io";

    /// <summary>The maintained fork of the page that the system this one re-creates had.</summary>
    public const string Image = "kafbat/kafka-ui";

    /// <summary>Its version.</summary>
    public const string Tag = "v1.5.0";
}
