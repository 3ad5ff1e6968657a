namespace CdcAnalytics.AppHost.Resources.KafkaUi;

/// <summary>A web page on the brokers and on Connect, in a container.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class KafkaUiResource(string name) : ContainerResource(name);
